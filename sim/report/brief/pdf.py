"""The brief as PDF: the same page, set by WeasyPrint, which comes with the extra `brief`."""

from __future__ import annotations

from typing import Final

REMEDY: Final = (
    "A PDF needs WeasyPrint: pip install 'messagebox-sim[brief]', and its library Pango (on Debian and Ubuntu apt "
    "install libpangoft2-1.0-0 libharfbuzz-subset0). Or print the HTML from a browser: it fills two pages of A4."
)


def can_write() -> bool:
    """True if WeasyPrint and the libraries that it needs are installed."""
    try:
        import weasyprint  # noqa: F401, PLC0415  (an extra, and slow to load)
    # WeasyPrint raises OSError on import if Pango is not installed.
    except (ImportError, OSError):
        return False
    return True


def pdf_of(page: str) -> bytes:
    """The page as PDF, without a date: the same page gives the same bytes."""
    from weasyprint import HTML  # noqa: PLC0415  (as above)

    # With a fetcher that refuses addresses, the PDF depends on the page alone and nothing is requested.
    found: bytes = HTML(string=page, url_fetcher=nothing_fetched).write_pdf()
    return found


def nothing_fetched(url: str, *args: object, **kwargs: object) -> object:
    """Resources embedded in the page as `data:` addresses; raises ValueError for any other address."""
    from weasyprint.urls import default_url_fetcher  # noqa: PLC0415  (as above)

    if not url.startswith("data:"):
        raise ValueError(f"The page asks for {url}.")
    return default_url_fetcher(url, *args, **kwargs)
