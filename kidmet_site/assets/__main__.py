from pathlib import Path

from kidmet_site.assets import STATIC
from kidmet_site.assets.bootstrap import slim_stylesheet
from kidmet_site.assets.fallbacks import font_stylesheet
from kidmet_site.assets.fonts import FACES, subset_of


def main() -> None:
    for face in FACES:
        _write(STATIC / "fonts" / f"{face.name}.woff2", subset_of(face))
    _write(STATIC / "css" / "fonts.css", font_stylesheet().encode())
    _write(STATIC / "css" / "bootstrap.css", slim_stylesheet().encode())


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    print(f"{path.relative_to(STATIC.parent)}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
