"""A notice sent by mail: one message to one person, handed to the mail server of the settings under TLS."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from consolidate.text import _
from consolidate_api.smtp import IMPLICIT, UPGRADED, MailServer
from consolidate_api.store.tries import Answer

MAIL_SECONDS = 15.0
"""For each step of the conversation with the mail server."""
NEVER = 500
"""From this code on an answer means that trying again is in vain."""


def mail(server: MailServer, context: ssl.SSLContext, message: EmailMessage) -> Answer:
    """Hand a message to a mail server, and say what came of it."""
    try:
        with _connected(server, context) as connection:
            if server.user is not None:
                connection.login(server.user, server.password or "")
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _said in error.recipients.values()), default=0)
        return _refused(code, final=code >= NEVER)
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, final=error.smtp_code >= NEVER)
    except smtplib.SMTPAuthenticationError as error:
        return Answer(error.smtp_code, _("the mail server does not take user and password"))
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, final=False)
    except tuple(WHY) as error:
        return Answer(error=next(told for kind, told in WHY.items() if isinstance(error, kind))())
    return Answer()


@contextmanager
def _connected(server: MailServer, context: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    """A conversation with a mail server, under TLS unless its address says otherwise."""
    place = server.host, server.port
    if server.scheme == IMPLICIT:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=MAIL_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(*place, timeout=MAIL_SECONDS)
    try:
        if server.scheme == UPGRADED:
            connection.starttls(context=context)
        yield connection
        with suppress(smtplib.SMTPException, OSError):  # the message is on its way, however the server says good-bye
            connection.quit()
    finally:
        connection.close()


def _refused(code: int, *, final: bool) -> Answer:
    return Answer(code, _("the mail server answered {code}").format(code=code), final=final)


WHY: Mapping[type[Exception], Callable[[], str]] = {
    smtplib.SMTPNotSupportedError: lambda: _("the mail server does not offer TLS, or no way to give a password"),
    ssl.SSLError: lambda: _("the certificate of the mail server is not believed, or it speaks no TLS"),
    OSError: lambda: _("the mail server does not answer"),
}
"""Why there was no answer, in words of ours; what servers say may quote anything."""
