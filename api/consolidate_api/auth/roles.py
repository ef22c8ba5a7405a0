"""What people may do: the roles, as answers tell them."""

from consolidate.answers.administration import Role

__all__ = ["Role"]
