from django.urls import register_converter


class BoxConverter:
    """The code on a box's label."""

    regex = "[0-9A-Z-]{4,40}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(BoxConverter, "kode")
