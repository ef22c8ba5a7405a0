"""Who asks (tokens), and what they may do (roles)."""
