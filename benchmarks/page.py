"""The results as one page: a file that needs no other, with a table beside each plot."""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path
from string import Template

from benchmarks.results import Results
from benchmarks.sections import Section, sections
from consolidate.files import write_whole

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>consolidate: benchmarks</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1c1e; background: #f5f6f8; margin: 0 auto; max-width: 75rem;
  padding: 1rem; }
section { background: #fff; border-radius: .5rem; padding: .5rem 1.5rem 1.5rem; margin: 1rem 0; }
h1, h2 { color: #133b3d; line-height: 1.2; }
img { display: block; max-width: 100%; height: auto; margin: 1rem auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; border-bottom: 1px solid #ddd; white-space: nowrap; }
thead th { white-space: normal; vertical-align: bottom; }
tbody th { font-weight: normal; }
.number { text-align: right; }
</style>
<main>
<h1>consolidate: benchmarks</h1>
<nav aria-label="Sections"><ul>
$links</ul></nav>
$sections</main>
</html>
""")
SECTION = Template("""<section aria-labelledby="$name">
<h2 id="$name">$title</h2>
<p>$text</p>
$plot<div class="wide" role="region" tabindex="0" aria-labelledby="$name">
$table</div>
</section>
""")


def write_page(file: Path, results: Results) -> None:
    """Write the page of everything that was measured."""
    shown = sections(results)
    links = "".join(f'<li><a href="#{section.name}">{escape(section.title)}</a></li>\n' for section in shown)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, PAGE.substitute(links=links, sections="".join(_section(section) for section in shown)))


def _section(section: Section) -> str:
    return SECTION.substitute(
        name=section.name,
        title=escape(section.title),
        text=_emphasis(escape(section.text)),
        plot="" if section.plot is None else f'<img alt="{escape(section.alt)}" src="{_data(section.plot)}">\n',
        table=_emphasis(section.table.html()),
    )


def _emphasis(text: str) -> str:
    """Markdown's stars as HTML."""
    return re.sub(r"(\*\*?)([^*<]+)\1", r"<em>\2</em>", text)


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
