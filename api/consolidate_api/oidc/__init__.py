"""Signing in with the provider of an organisation (OpenID Connect): asking it, believing it, and what it gives.

What must not be wrong is done by libraries: Authlib makes the request with its proof (PKCE), exchanges the code and
judges the claims of an ID token; joserfc verifies its signature.
"""
