"""Forms of WTForms that find what was submitted in the request at hand."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from io import SEEK_END, BytesIO
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, FileStorage, ImmutableMultiDict
from wtforms import FileField as PlainFileField
from wtforms import Form, ValidationError
from wtforms import MultipleFileField as PlainMultipleFileField
from wtforms.csrf.core import CSRF
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, StopValidation
from wtforms.widgets import HiddenInput

from .context import current_app, g, request
from .csrf import generate_csrf, logger, validate_csrf
from .sessions import session

FROM_REQUEST: Any = object()


class FormToken(CSRF):  # type: ignore[misc]
    """The field `csrf_token` of a form."""

    def setup_form(self, form: Any) -> Any:
        self.meta = form.meta
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return generate_csrf(self.meta.csrf_secret, self.meta.csrf_field_name)

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if g.get("csrf_valid", False):
            return  # CSRFProtect has looked
        meta = self.meta
        try:
            validate_csrf(field.data, meta.csrf_secret, meta.csrf_time_limit, meta.csrf_field_name)
        except ValidationError as error:
            logger.info(error.args[0])
            raise


def is_submitted() -> bool:
    """Is there a request, and may it change something?"""
    return bool(request) and request.method in {"POST", "PUT", "PATCH", "DELETE"}


class FlaskForm(Form):  # type: ignore[misc]
    """`LoginForm()` is filled from the request, unless it is given `formdata`."""

    class Meta(DefaultMeta):  # type: ignore[misc]
        csrf_class = FormToken
        csrf_context = session

        @cached_property
        def csrf(self) -> bool:
            return current_app.config.get("WTF_CSRF_ENABLED", True)  # type: ignore[no-any-return]

        @cached_property
        def csrf_secret(self) -> Any:
            return current_app.config.get("WTF_CSRF_SECRET_KEY", current_app.secret_key)

        @cached_property
        def csrf_field_name(self) -> Any:
            return current_app.config.get("WTF_CSRF_FIELD_NAME", "csrf_token")

        @cached_property
        def csrf_time_limit(self) -> Any:
            return current_app.config.get("WTF_CSRF_TIME_LIMIT", 3600)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is not FROM_REQUEST:
                return formdata
            if not is_submitted():
                return None
            if request.files:
                return CombinedMultiDict((request.files, request.form))
            if request.form:
                return request.form
            return ImmutableMultiDict(request.get_json()) if request.is_json else None

        def get_translations(self, form: Any) -> Any:
            """None: messages are in English."""
            if current_app.config.get("WTF_I18N_ENABLED", True):
                return None
            return super().get_translations(form)

    def __init__(self, formdata: Any = FROM_REQUEST, **kwargs: Any) -> None:
        super().__init__(formdata=formdata, **kwargs)

    def is_submitted(self) -> bool:
        return is_submitted()

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """False when the form is only shown."""
        return self.is_submitted() and self.validate(extra_validators=extra_validators)

    def hidden_tag(self, *fields: Any) -> Markup:
        """The hidden fields of the form, or those among `fields`, which may be names."""

        def hidden(given: Iterable[Any]) -> Iterator[Any]:
            for one in given:
                field = getattr(self, one, None) if isinstance(one, str) else one
                if field is not None and isinstance(field.widget, HiddenInput):
                    yield field

        return Markup("\n".join(str(field) for field in hidden(fields or self)))


def is_file(value: Any) -> bool:
    """A browser sends a nameless one for a field that was left empty."""
    return isinstance(value, FileStorage) and bool(value)


class FileField(PlainFileField):  # type: ignore[misc]
    """Its data is a file, or None."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        file = next(filter(is_file, valuelist), None)
        if file is None:
            self.raw_data = ()
        else:
            self.data = file


class MultipleFileField(PlainMultipleFileField):  # type: ignore[misc]
    """Its data is a list of files, or None."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        files = list(filter(is_file, valuelist))
        if files:
            self.data = files
        else:
            self.raw_data = ()


def files_of(field: Any) -> list[FileStorage]:
    """None of them if one is missing."""
    data = field.data if isinstance(field.data, list) else [field.data]
    return data if all(map(is_file, data)) else []


class FileRequired(DataRequired):  # type: ignore[misc]
    def __call__(self, form: Any, field: Any) -> None:
        if not files_of(field):
            raise StopValidation(self.message or field.gettext("This field is required."))


class FileAllowed:
    """By the ending of its name, or by an object with a method `file_allowed`."""

    def __init__(self, upload_set: Any, message: str | None = None) -> None:
        self.upload_set, self.message = upload_set, message

    def __call__(self, form: Any, field: Any) -> None:
        files = files_of(field)
        for file in files:
            name = (file.filename or "").lower()
            if not isinstance(self.upload_set, Iterable):
                if not self.upload_set.file_allowed(files, name):
                    self.refuse(field.gettext("File does not have an approved extension."))
            elif not any(name.endswith(f".{ending}") for ending in self.upload_set):
                text = field.gettext("File does not have an approved extension: {extensions}")
                self.refuse(text.format(extensions=", ".join(self.upload_set)))

    def refuse(self, text: str) -> None:
        raise StopValidation(self.message or text)


class FileSize:
    """In bytes."""

    def __init__(self, max_size: int, min_size: int = 0, message: str | None = None) -> None:
        self.max_size, self.min_size, self.message = max_size, min_size, message

    def __call__(self, form: Any, field: Any) -> None:
        for file in files_of(field):
            if not file.seekable():
                raise TypeError(f"{type(file.stream).__name__} can't be measured: no seek().")
            at = file.tell() if isinstance(file.stream, BytesIO) else 0
            file.seek(0, SEEK_END)
            size = file.tell()
            file.seek(at)
            if not self.min_size <= size <= self.max_size:
                text = f"File must be between {self.min_size} and {self.max_size} bytes."
                raise ValidationError(self.message or field.gettext(text))


file_required = FileRequired
file_allowed = FileAllowed
file_size = FileSize
