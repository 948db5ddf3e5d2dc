"""Mails, sent by the server that MAIL_SERVER and its like in the settings name."""

import re
import smtplib
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import charset, policy
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from mimetypes import guess_type
from typing import Any

from fastapi import FastAPI

from .context import CurrentApp, current_app

Address = str | tuple[str, str]

recorders: list[Callable[["Message"], None]] = []


class BadHeaderError(Exception):
    """Somebody tries to add headers: there is a line break in one."""


def keep_texts_readable() -> None:
    """Texts of UTF-8 are sent as they are where that is shortest, in all of the process."""
    charset.add_charset("utf-8", charset.SHORTEST, None, "utf-8")


def as_text(value: Any, encoding: str = "utf-8", errors: str = "strict") -> str:
    return str(value, encoding, errors) if isinstance(value, bytes) else str(value)


def encoded(text: str, encoding: str) -> str:
    try:
        return Header(text, encoding).encode()
    except UnicodeEncodeError:
        return Header(text, "utf-8").encode()


def sanitize_subject(subject: str, encoding: str = "utf-8") -> str:
    return subject if subject.isascii() else encoded(subject, encoding)


def sanitize_address(addr: Address, encoding: str = "utf-8") -> str:
    name, address = parseaddr(as_text(addr)) if isinstance(addr, str) else addr
    if not address.isascii():
        user, at, domain = address.partition("@")
        if at:
            address = f"{Header(user, encoding)}@{domain.encode('idna').decode('ascii')}"
        else:
            address = Header(address, encoding).encode()
    return formataddr((encoded(name, encoding), address))


def sanitize_addresses(addresses: Iterable[Address], encoding: str = "utf-8") -> list[str]:
    return [sanitize_address(address, encoding) for address in addresses]


def has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text


def is_bad_subject(subject: str) -> bool:
    """Lines after the first have to begin with a blank, and to say something (RFC 5322)."""
    if not has_line_break(subject):
        return False
    first, *others = subject.split("\r\n")
    lines = [first, *others]
    if any(has_line_break(line) or not line.strip() for line in lines):
        return True
    return any(line[0] not in "\t " for line in others)


class Attachment:
    def __init__(
        self,
        filename: str | None = None,
        content_type: str | None = None,
        data: str | bytes | None = None,
        disposition: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if data is None:
            raise ValueError("An attachment needs data.")
        if content_type is None and filename is not None:
            content_type = guess_type(filename)[0]
        if content_type is None:
            content_type = "text/plain" if isinstance(data, str) else "application/octet-stream"
        self.filename, self.content_type, self.data = filename, content_type, data
        self.disposition = disposition or "attachment"
        self.headers = headers or {}

    def part(self, ascii_only: bool) -> MIMEBase:
        main, _, sub = self.content_type.partition("/")
        part = MIMEBase(main, sub)
        part.set_payload(self.data)
        encode_base64(part)
        if self.filename is not None:
            name = self.filename
            if ascii_only:
                name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
                name = re.sub(r"\s+", " ", name).strip()
            known: Any = name if name.isascii() else ("UTF8", "", name)
            part.add_header("Content-Disposition", self.disposition, filename=known)
        for key, value in self.headers.items():
            part.add_header(key, value)
        return part


class Message:
    """A mail. Without a sender it comes from MAIL_DEFAULT_SENDER."""

    def __init__(
        self,
        subject: str = "",
        recipients: list[Address] | None = None,
        body: str | None = None,
        html: str | None = None,
        alts: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        sender: Address | None = None,
        cc: list[Address] | None = None,
        bcc: list[Address] | None = None,
        attachments: list[Attachment] | None = None,
        reply_to: Address | None = None,
        date: float | None = None,
        charset: str | None = None,
        extra_headers: Mapping[str, str] | None = None,
        mail_options: list[str] | None = None,
        rcpt_options: list[str] | None = None,
    ) -> None:
        sender = sender or settings_of(current_app.app).default_sender
        self.sender: Any = f"{sender[0]} <{sender[1]}>" if isinstance(sender, tuple) else sender
        self.recipients = recipients or []
        self.subject = subject
        self.reply_to = reply_to
        self.cc = cc or []
        self.bcc = bcc or []
        self.body = body
        self.alts: dict[str, str] = dict(alts or {})
        self.html = html
        self.date = date
        self.msgId = make_msgid()
        self.charset = charset
        self.extra_headers = extra_headers
        self.mail_options = mail_options or []
        self.rcpt_options = rcpt_options or []
        self.attachments = attachments or []

    @property
    def send_to(self) -> set[Address]:
        return {*self.recipients, *self.bcc, *self.cc}

    @property
    def html(self) -> str | None:
        return self.alts.get("html")

    @html.setter
    def html(self, value: str | None) -> None:
        if value is None:
            self.alts.pop("html", None)
        else:
            self.alts["html"] = value

    def text_part(self, text: Any, subtype: str = "plain") -> MIMEText:
        keep_texts_readable()
        return MIMEText(text, _subtype=subtype, _charset=self.charset or "utf-8")

    def content(self) -> MIMEBase:
        """The text, what says the same in another form, and what is attached."""
        if not self.alts and not self.attachments:
            return self.text_part(self.body)
        whole = MIMEMultipart()
        if self.alts:
            forms = MIMEMultipart("alternative")
            forms.attach(self.text_part(self.body))
            for subtype, text in self.alts.items():
                forms.attach(self.text_part(text, subtype))
            whole.attach(forms)
        else:
            whole.attach(self.text_part(self.body))
        return whole

    def mime(self) -> MIMEBase:
        encoding = self.charset or "utf-8"
        mail = self.content()
        if self.subject:
            mail["Subject"] = sanitize_subject(as_text(self.subject), encoding)
        mail["From"] = sanitize_address(self.sender, encoding)
        mail["To"] = ", ".join(set(sanitize_addresses(self.recipients, encoding)))
        mail["Date"] = formatdate(self.date, localtime=True)
        mail["Message-ID"] = self.msgId
        if self.cc:
            mail["Cc"] = ", ".join(set(sanitize_addresses(self.cc, encoding)))
        if self.reply_to:
            mail["Reply-To"] = sanitize_address(self.reply_to, encoding)
        for key, value in (self.extra_headers or {}).items():
            mail[key] = value
        ascii_only = settings_of(current_app.app).ascii_attachments
        for attachment in self.attachments:
            mail.attach(attachment.part(ascii_only))
        mail.policy = policy.SMTP
        return mail

    def as_string(self) -> str:
        return self.mime().as_string()

    def as_bytes(self) -> bytes:
        return self.mime().as_bytes()

    def __str__(self) -> str:
        return self.as_string()

    def __bytes__(self) -> bytes:
        return self.as_bytes()

    def has_bad_headers(self) -> bool:
        addresses = [self.sender, *self.recipients, *([self.reply_to] if self.reply_to else [])]
        texts = (f"{a[0]} <{a[1]}>" if isinstance(a, tuple) else a for a in addresses)
        return any(map(has_line_break, texts)) or is_bad_subject(self.subject or "")

    def send(self, connection: "Connection") -> None:
        connection.send(self)

    def add_recipient(self, recipient: Address) -> None:
        self.recipients.append(recipient)

    def attach(
        self,
        filename: str | None = None,
        content_type: str | None = None,
        data: str | bytes | None = None,
        disposition: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.attachments.append(Attachment(filename, content_type, data, disposition, headers))


@dataclass
class MailSettings:
    """As they are when the application is handed over."""

    server: str
    username: str | None
    password: str | None
    port: Any
    use_tls: bool
    use_ssl: bool
    default_sender: Address | None
    debug: int
    max_emails: int | None
    suppress: bool
    ascii_attachments: bool

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "MailSettings":
        return cls(
            server=config.get("MAIL_SERVER", "127.0.0.1"),
            username=config.get("MAIL_USERNAME"),
            password=config.get("MAIL_PASSWORD"),
            port=config.get("MAIL_PORT", 25),
            use_tls=config.get("MAIL_USE_TLS", False),
            use_ssl=config.get("MAIL_USE_SSL", False),
            default_sender=config.get("MAIL_DEFAULT_SENDER"),
            debug=int(config.get("MAIL_DEBUG", config.get("DEBUG", False))),
            max_emails=config.get("MAIL_MAX_EMAILS"),
            suppress=config.get("MAIL_SUPPRESS_SEND", config.get("TESTING", False)),
            ascii_attachments=config.get("MAIL_ASCII_ATTACHMENTS", False),
        )


def settings_of(app: FastAPI) -> MailSettings:
    settings: MailSettings | None = vars(app).get("mail_settings")
    if settings is None:
        raise RuntimeError("The application has no mail: `Mail(app)` makes one.")
    return settings


class Connection:
    """`with mail.connect() as connection:` sends several mails over one connection."""

    def __init__(self, mail: MailSettings) -> None:
        self.mail = mail
        self.host: smtplib.SMTP | None = None
        self.num_emails = 0

    def __enter__(self) -> "Connection":
        self.host = None if self.mail.suppress else self.configure_host()
        self.num_emails = 0
        return self

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        if self.host is not None:
            self.host.quit()

    def configure_host(self) -> smtplib.SMTP:
        mail = self.mail
        host = (smtplib.SMTP_SSL if mail.use_ssl else smtplib.SMTP)(mail.server, mail.port)
        host.set_debuglevel(int(mail.debug))
        if mail.use_tls:
            host.starttls()
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host

    def send(self, message: Message, envelope_from: Address | None = None) -> None:
        assert message.send_to, "No recipients have been added"
        assert message.sender, "There is no sender, and no MAIL_DEFAULT_SENDER"
        if message.has_bad_headers():
            raise BadHeaderError
        if message.date is None:
            message.date = time.time()
        if self.host is not None:
            self.host.sendmail(
                sanitize_address(envelope_from or message.sender),
                sanitize_addresses(message.send_to),
                message.as_bytes(),
                message.mail_options,
                message.rcpt_options,
            )
        for record in recorders:
            record(message)
        self.num_emails += 1
        if self.num_emails == self.mail.max_emails:
            self.num_emails = 0
            if self.host is not None:
                self.host.quit()
                self.host = self.configure_host()

    def send_message(self, *args: Any, **kwargs: Any) -> None:
        self.send(Message(*args, **kwargs))


class Mail:
    """`mail = Mail(app)`. Sending waits for the server: not on the event loop."""

    state: MailSettings | None = None

    def __init__(self, app: FastAPI | None = None) -> None:
        keep_texts_readable()
        self.app = app
        if app is not None:
            self.state = self.init_app(app)

    def init_app(self, app: FastAPI) -> MailSettings:
        settings = vars(app)["mail_settings"] = MailSettings.of(app.state.config)
        return settings

    def __getattr__(self, name: str) -> Any:
        return getattr(self.state, name, None)

    def connect(self) -> Connection:
        app: FastAPI | CurrentApp = self.app or current_app
        return Connection(settings_of(app.app if isinstance(app, CurrentApp) else app))

    def send(self, message: Message) -> None:
        with self.connect() as connection:
            message.send(connection)

    def send_message(self, *args: Any, **kwargs: Any) -> None:
        self.send(Message(*args, **kwargs))

    @contextmanager
    def record_messages(self) -> Iterator[list[Message]]:
        """For tests: what is sent meanwhile."""
        outbox: list[Message] = []
        recorders.append(outbox.append)
        try:
            yield outbox
        finally:
            recorders.remove(outbox.append)
