"""What is never asked, or asked only once.

    python -m psychopharm.questions.coverage
"""

from collections import Counter

from psychopharm.parameters import rows

TAGS = ("outcome", "concept", "belief", "claim")


def rarely_asked():
    """Sentences on each tag that is asked less than twice: outcomes, concepts and beliefs of the questions, and claims of
    the lessons that have questions.

    >>> all("never asked" in line or "asked once" in line for line in rarely_asked())
    True
    """
    asked = [row for row in rows("questions") if row.role != "reason"]
    lessons = {row.lesson for row in asked if row.role != "before"}
    counts = {tag: Counter(_tag(row, tag) for row in asked if getattr(row, tag)) for tag in TAGS}
    for row in rows("claims"):
        if row.lesson in lessons:
            counts["claim"].setdefault(row.key, 0)
    words = {0: "never asked", 1: "asked once"}
    return [f"{tag} {name}: {words[count]}" for tag in TAGS for name, count in sorted(counts[tag].items()) if count in words]


def _tag(row, tag):
    return f"{row.outcome} of {row.lesson}" if tag == "outcome" else getattr(row, tag)


if __name__ == "__main__":
    print("\n".join(rarely_asked()))
