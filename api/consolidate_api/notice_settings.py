"""What can be set for notices: whom webhooks may reach, by which server mail goes out, where people find us."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FilePath, SecretStr, ValidationInfo

from consolidate.text import _
from consolidate_api.smtp import mail_address, mail_server


def _smtp(url: SecretStr) -> SecretStr:
    mail_server(url.get_secret_value())
    return url


def _sender(address: str | None, info: ValidationInfo) -> str | None:
    if address is not None:
        return mail_address(address)
    if info.data.get("smtp_url") is not None:
        raise ValueError(_("the address that mail is from; it is needed with CONSOLIDATE_SMTP_URL"))
    return None


def _public(url: str) -> str:
    allowed = _("an address https://host or https://host/path")
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(allowed) from None
    if not sound or "@" in parts.netloc or parts.query or parts.fragment or not url.isprintable() or " " in url:
        raise ValueError(allowed)
    return url.rstrip("/")


class NoticeSettings(BaseModel):
    """Settings of notices.

    ``webhook_private``: webhooks may reach private addresses too, and those without TLS. ``notice_ca``: a file of
    certificates that webhooks and the mail server may be signed by, beside those that the system trusts. ``smtp_url``:
    the mail server (`smtp.mail_server`); without it no mail is sent. ``mail_from``: the address that mail is from.
    ``public_url``: where people reach the service, for links in notices.
    """

    model_config = ConfigDict(frozen=True)

    webhook_private: bool = False
    notice_ca: FilePath | None = None
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp)] | None = None
    mail_from: Annotated[str | None, AfterValidator(_sender), Field(validate_default=True)] = None
    public_url: Annotated[str, AfterValidator(_public)] | None = None
