"""Painting: a figure drawn once, and pictures of it that cost only what has moved."""

import html
import struct
import zlib
from base64 import b64encode
from io import BytesIO

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

CSS_PX_PER_INCH = 96
HEIGHT_PX, NARROW_HEIGHT_PX = 420, 520


class Canvas:
    """A figure that is drawn once; afterwards only what is inside its axes is drawn anew, over the stored background.

    Labels are dear to draw and seldom change, so each is kept as a piece of picture until its text or place is another.
    """

    def __init__(self, figure, look):
        self.figure, self.look, self.background = figure, look, None
        self.agg = FigureCanvasAgg(figure)
        self.agg.draw()
        figure.set_layout_engine("none")                    # laid out once: nothing jumps afterwards

    def png(self):
        """The present state as PNG bytes."""
        if self.background is None or self.figure.stale:
            self._draw_background()
        self.agg.restore_region(self.background)
        for axes, artist in self.moving:
            axes.draw_artist(artist)
        for axes, label in self.labels:
            self._stamp(axes, label)
        return _png(np.asarray(self.agg.buffer_rgba()))

    def _draw_background(self):
        with matplotlib.rc_context(self.look.settings()):
            inside = [(axes, artist) for axes in self.figure.axes for artist in _inside(axes)]
            for _, artist in inside:
                artist.set_animated(True)
            self.agg.draw()
        self.moving = sorted((pair for pair in inside if not isinstance(pair[1], Text)), key=lambda pair: pair[1].get_zorder())
        self.labels = [pair for pair in inside if isinstance(pair[1], Text)]
        self.stamps = {}
        self.background = self.agg.copy_from_bbox(self.figure.bbox)

    def _stamp(self, axes, label):
        state = (label.get_text(), label.get_position(), label.get_visible())
        kept, piece = self.stamps.get(label, (None, None))
        if kept == state:
            if piece is not None:
                self.agg.restore_region(piece)
            return
        axes.draw_artist(label)
        box = (label.get_bbox_patch() or label).get_window_extent(self.agg.get_renderer()) if label.get_text() else None
        self.stamps[label] = state, self.agg.copy_from_bbox(box) if box is not None else None


def _png(pixels):
    """RGBA pixels, shape (height, width, 4), as PNG bytes: unfiltered rows at the lowest compression.

    Pillow searches a filter for each row, which takes three times as long and saves nothing on a plot.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)       # each row begins with the number of its filter, 0 for none
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)       # 8 bits a channel, colour with alpha
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 1)) + _chunk(b"IEND", b"")


def _stored(png):
    """The same picture with at most 256 colours, which are enough for a plot: a third of the bytes in a stored notebook."""
    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def figure_for(look):
    """An empty figure of the size and sharpness of the stage."""
    height_px = NARROW_HEIGHT_PX if look.narrow else HEIGHT_PX
    return Figure(dpi=CSS_PX_PER_INCH * look.pixel_ratio, layout="constrained",
                  figsize=(look.width_px / CSS_PX_PER_INCH, height_px / CSS_PX_PER_INCH))


def still(canvas, view):
    """Picture with text alternative, and sentence, as HTML that needs no kernel."""
    sentence, picture = html.escape(view.sentence), b64encode(_stored(canvas.png())).decode()
    return (f'<img alt="{sentence}" src="data:image/png;base64,{picture}" width="{canvas.look.width_px}" '
            f'style="max-width: 100%; height: auto"><p>{sentence}</p>')


def _inside(axes):
    return (*axes.lines, *axes.collections, *axes.patches, *axes.images, *axes.texts)
