"""Codes of regions and TPS in addresses."""

from django.urls import register_converter


class CodeConverter:
    """A region's code: 4, 6 or 10 digits."""

    regex = "[0-9]{4}|[0-9]{6}|[0-9]{10}"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class TpsConverter(CodeConverter):
    """A TPS code: 13 digits."""

    regex = "[0-9]{13}"


register_converter(CodeConverter, "wilayah")
register_converter(TpsConverter, "tps")
