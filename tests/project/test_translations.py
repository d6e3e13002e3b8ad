"""Texts marked for translation are found in every shape, and texts for people that are not marked are named."""

import pytest

from electcoord.common.translations.messages import Message
from electcoord.common.translations.python import marked_in_python, unmarked_in_python
from electcoord.common.translations.scripts import marked_in_script
from electcoord.common.translations.templates import marked_in_template, unmarked_in_template

pytestmark = pytest.mark.once

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy as lazy, ngettext, pgettext_lazy
one = _("Satu") + lazy("Dua " "kata")
two = ngettext("%(n)s TPS", "%(n)s lembar", n) % {"n": n}
three = pgettext_lazy("kelamin", "L"), translation.gettext('Tiga "kata"')
four = _(title)          # marked where it stands
other._("Bukan"); gettext("Bukan pula"); first, _ = pair
"""
TEMPLATE = """{% comment %}{% translate "Bukan" %}{% endcomment %}{# {% translate "Bukan" %} #}
{% translate "Satu" %}{% translate 'Dua "kata"' as two %}{% translate "L" context "kelamin" %}{% translate "50 %" %}
{% include "x.html" with title=_("Tiga") text=other|default:_('Empat') only %}{{ name|default:_("Lima") }}
{% blocktranslate trimmed with n=count|angka %}
  Ada {{ n }}
  lembar, 50 %
{% endblocktranslate %}
{% blocktranslate count n=count context "daftar" %}{{ n }} TPS{% plural %}{{ n }} TPS semua{% endblocktranslate %}
{% blocktranslate %} spasi tetap {% endblocktranslate %}{% translate variable %}"""
SCRIPT = r"""
// gettext("Bukan")
/* gettext("Bukan") */ const text = 'gettext("Bukan")'; const rule = /["'](gettext\("Bukan"\))/.test(text);
say(gettext("Satu")); say(gettext('Dua \'kata\'\u2026')); say(gettext(`Tiga`));
say(`${text} ${interpolate(gettext("Empat"), { n }, true)}`);
say(interpolate(ngettext("%(n)s isian", "%(n)s isian semua", n), { n }, true)); django.gettext("Bukan");
"""


def found(reader, source):
    return {item.message for item in reader(source, "x") if item.message}


def test_texts_of_python_are_found_under_every_name_of_the_markers():
    assert found(marked_in_python, PYTHON) == {
        Message("Satu"), Message("Dua kata"), Message("%(n)s TPS", "%(n)s lembar"), Message("L", None, "kelamin"),
        Message('Tiga "kata"'),
    }  # fmt: skip
    bad = 'from django.utils.translation import gettext as _\n_(f"Satu {n}")\n_("Satu" + n)\n'
    assert ["harus utuh" in item.fault for item in marked_in_python(bad, "x")] == [True, True]


def test_texts_of_templates_are_found_as_django_looks_them_up():
    assert found(marked_in_template, TEMPLATE) == {
        Message("Satu"), Message('Dua "kata"'), Message("L", None, "kelamin"), Message("50 %%"), Message("Tiga"),
        Message("Empat"), Message("Lima"), Message("Ada %(n)s lembar, 50 %%"),
        Message("%(n)s TPS", "%(n)s TPS semua", "daftar"), Message(" spasi tetap "),
    }  # fmt: skip
    bad = '{% blocktranslate %}{{ n|angka }}{% endblocktranslate %}{% include "x" with title=_("5 %") %}'
    assert len([item for item in marked_in_template(bad, "x") if item.fault]) == 2


def test_texts_of_scripts_are_found_outside_comments_texts_and_expressions():
    assert found(marked_in_script, SCRIPT) == {
        Message("Satu"), Message("Dua 'kata'…"), Message("Tiga"), Message("Empat"),
        Message("%(n)s isian", "%(n)s isian semua"),
    }  # fmt: skip
    bad = "gettext(`Satu ${n}`); gettext('Satu' + n); gettext(text);"
    assert len([item for item in marked_in_script(bad, "x") if item.fault]) == 3


def test_texts_of_templates_that_nobody_marked_are_named_with_their_line():
    source = """<h1>{% translate "Judul" %}</h1><p>TPS {{ no }} · KPU</p>
<p title="Keterangan" aria-label="{% translate "Foto" %}">Teks {{ x }}</p>
{% include "x.html" with name="ikon" title="Belum ada" only %}{{ x|default:"kosong saja" }}{{ x|date:"j F Y" }}
{% if x == "Satu Dua" %}{% url "a:b" %}{% endif %}<script>const text = "Bukan";</script>
{% blocktranslate %}Ada <b>{{ n }}</b>{% endblocktranslate %}{% comment %}Catatan{% endcomment %}<img alt="Foto">"""
    faults = sorted(str(item) for item in unmarked_in_template(source, "a.html"))
    assert [fault.split(": ")[0] for fault in faults] == ["a.html:2", "a.html:2", "a.html:3", "a.html:3", "a.html:5"]


def test_texts_of_python_that_nobody_marked_are_named():
    source = """from django.utils.translation import gettext as _
raise RuleError("Satu")
raise RuleError(f"Dua {n}") if n else RuleError(_("Tiga %(n)s") % {"n": "empat"})
messages.success(request, _("Lima") if n else "Enam")
label = CharField(label="Tujuh", help_text=_("Delapan"))
raise ValueError("kode"); raise ValueError("Sembilan kata.")
class Kind(models.TextChoices):
    A = "a", "Sepuluh"
    B = "b", _("Sebelas")
    C = "c", "DPR"
class Meta:
    verbose_name = "dua belas"
"""
    lines = [item.line for item in unmarked_in_python(source, "x")]
    assert sorted(lines) == [2, 3, 4, 5, 6, 8, 12]
