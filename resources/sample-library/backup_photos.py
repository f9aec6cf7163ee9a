"""Copies new photos to the backup disk, never deletes anything there."""
from pathlib import Path
import shutil

SOURCE = Path.home() / "Pictures"
BACKUP = Path("/media/backup/photos")
KEEP_YEARS = 20


def backup(source: Path = SOURCE, target: Path = BACKUP) -> int:
    """Returns how many files were copied. A file that is there already is left alone."""
    copied = 0
    for photo in sorted(source.rglob("*.jpg")):
        place = target / photo.relative_to(source)
        if place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(photo, place)
        copied += 1
    return copied


if __name__ == "__main__":
    print(f"{backup()} photos copied")
