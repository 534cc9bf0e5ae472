"""One visual language for all lessons: a substance keeps its colour and line style, and a figure knows its stage.

The hues survive the common colour-vision deficiencies, each has at least 4.5:1 contrast as text on its background,
and every line differs from its neighbours by its dashes too, so that colour never carries meaning alone.
"""

from dataclasses import dataclass

DASHES = {"diazepam": "-", "effect site": ":", "nordiazepam": "--", "gut": ":", "centre": "-", "tissue": "--", "broken down": "-.",
          "published": "none", "reading": "-", "antidepressant": "-", "placebo": "--", "untreated": "-.", "GABA": "--", "flumazenil": "-.", "etomidate": ":", "neurosteroid": "--",
          "inverse agonist": ":", "serotonin": "--", "firing": "-.", "rival": ":", "benzodiazepine": "-", "core": "-", "anxiety": "--", "sleep": ":", "body": "-."}
HATCHES = {"core": "", "anxiety": "///", "sleep": "...", "body": "xx"}       # of bars, which have no dashes
COLOURS = {
    "light": {"diazepam": "#0067a5", "effect site": "#003b66", "nordiazepam": "#b34700", "gut": "#00735a", "centre": "#0067a5",
              "tissue": "#8f4a80", "broken down": "#595959", "published": "#1a1a1a", "reading": "#1a1a1a",
              "antidepressant": "#a8123e", "placebo": "#6b5900", "untreated": "#4a5568",
              "GABA": "#1a1a1a", "flumazenil": "#8f4a80", "etomidate": "#b34700", "neurosteroid": "#00735a", "inverse agonist": "#6b5900",
              "serotonin": "#5b3fa8", "firing": "#00735a", "rival": "#4a5568", "benzodiazepine": "#0067a5",
              "core": "#5b3fa8", "anxiety": "#b34700", "sleep": "#0067a5", "body": "#595959",
              "ink": "#1a1a1a", "faint": "#767676", "grid": "#dddddd", "paper": "#ffffff"},
    "dark": {"diazepam": "#6cb8f0", "effect site": "#b5dcfa", "nordiazepam": "#ff9e5e", "gut": "#4fd0a6", "centre": "#6cb8f0",
             "tissue": "#e6a0cc", "broken down": "#b8b8b8", "published": "#f0f0f0", "reading": "#f0f0f0",
             "antidepressant": "#ff8fa3", "placebo": "#d8c25a", "untreated": "#b4c0d4",
             "GABA": "#f0f0f0", "flumazenil": "#e6a0cc", "etomidate": "#ff9e5e", "neurosteroid": "#4fd0a6", "inverse agonist": "#d8c25a",
             "serotonin": "#c0a8ff", "firing": "#4fd0a6", "rival": "#b4c0d4", "benzodiazepine": "#6cb8f0",
             "core": "#c0a8ff", "anxiety": "#ff9e5e", "sleep": "#6cb8f0", "body": "#b8b8b8",
             "ink": "#f0f0f0", "faint": "#9a9a9a", "grid": "#3a3a3a", "paper": "#111111"},
}
NAMES = {"centre": "blood, organs"}     # where a label is not the key itself
NARROW_PX = 560           # below this width labels are fewer and axes have fewer ticks
ROOMY_PX = 700            # from this width on names of curves, titles and captions are whole


@dataclass(frozen=True)
class Look:
    """Where a figure stands: theme ("light" or "dark"), width in CSS pixels, and device pixels per CSS pixel."""

    theme: str = "light"
    width_px: int = 720
    pixel_ratio: float = 1.0

    @property
    def narrow(self):
        return self.width_px < NARROW_PX

    @property
    def roomy(self):
        return self.width_px >= ROOMY_PX

    def colour(self, what):
        return COLOURS[self.theme][what]

    def line(self, what, **more):
        """Keywords of a line that stands for a substance or place."""
        return {"color": self.colour(what), "linestyle": DASHES[what], "linewidth": 2.0, **more}

    def band(self, what, strength=0.22):
        """Keywords of a band around the line of a substance."""
        return {"color": self.colour(what), "alpha": strength, "linewidth": 0}

    def trace(self, what):
        """Keywords of the faint line that shows where an experiment started."""
        return {"color": self.colour("faint"), "linestyle": DASHES[what], "linewidth": 1.2, "alpha": 0.8}

    def text(self, what="ink", **more):
        """Keywords of a label, on opaque paper so that no line crosses it."""
        box = {"facecolor": self.colour("paper"), "edgecolor": "none", "pad": 1.5}
        return {"color": self.colour(what), "fontsize": 10, "bbox": box, **more}

    def marker(self, what, **more):
        """Keywords of published data: open markers with their intervals."""
        return {"color": self.colour(what), "markerfacecolor": self.colour("paper"), "markeredgewidth": 1.6, "linestyle": "none",
                "marker": "o", "markersize": 7, **more}

    def settings(self):
        """Matplotlib settings under which a figure is built."""
        ink, paper = self.colour("ink"), self.colour("paper")
        return {
            "font.size": 10, "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.labelsize": 10,
            "figure.facecolor": paper, "axes.facecolor": paper, "text.color": ink, "axes.labelcolor": ink, "axes.titlecolor": ink,
            "xtick.color": ink, "ytick.color": ink, "axes.edgecolor": self.colour("faint"), "axes.spines.top": False,
            "axes.spines.right": False, "axes.grid": True, "grid.color": self.colour("grid"), "grid.linewidth": 0.8, "axes.axisbelow": True,
        }
