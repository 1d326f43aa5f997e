"""The fields of a highlight: the one line that is enough on top, everything optional below it, the rarest folded away.

What comes from elsewhere (a draft, a letter, something dropped) goes into empty fields alone; it never takes the place
of what somebody typed.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.highlight import TEXT_LIMIT, Highlight
from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.kit import Kit
from companion.desktop.picture_strip import PictureStrip
from companion.desktop.scrolling import ScrollingArea
from companion.desktop.theme import Space, make_quiet
from companion.services.highlights import HighlightDraft
from companion.ui.highlights.tags_field import TagsField

_FOLDED: Final = frozenset({"tags", "link"})


class Fields(ScrollingArea):
    """A form that scrolls when the window is low."""

    unfolded = Signal()
    """Tags and link show now; the tags in use are needed."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = kit.icons
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Cut the monthly close from six days to two.")
        self.text.setFixedHeight(5 * self.text.fontMetrics().lineSpacing() + 2 * Space.S)
        self.when, self.said_by, self.detail, self.link = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.when.setPlaceholderText("spring 2021")
        self.said_by.setPlaceholderText("Empty for something of your own")
        self.detail.setPlaceholderText("Optional, one line")
        self.link.setPlaceholderText("https://example.org/talk")
        self.pictures = PictureStrip(kit)
        self.tags = TagsField()
        self.form, self._more = Form(), Form()
        self._fold = QPushButton("Tags and link")
        self._lay_out()
        self.text.textChanged.connect(self._count)
        self._fold.toggled.connect(self._unfold)

    # --- reading and filling -----------------------------------------------------------------------------------

    def draft(self, *, edited: bool) -> HighlightDraft:
        """What stands here. edited: of a highlight that is kept already, so pictures may have been taken away."""
        return HighlightDraft(
            self.text.toPlainText(),
            self.when.text(),
            self.said_by.text(),
            self.detail.text(),
            (self.tags.text(),) if self.tags.text().strip() else (),
            self.link.text(),
            self.pictures.new(),
            self.pictures.kept() if edited else None,
            self.pictures.order(),
        )

    def fill(self, draft: HighlightDraft) -> bool:
        """Puts the draft into what is empty; false if its text found its place taken."""
        took = not draft.text or not self.text.toPlainText().strip()
        if took and draft.text:
            self.text.setPlainText(draft.text)
        for field, value in (
            (self.when, draft.happened),
            (self.said_by, draft.said_by),
            (self.detail, draft.detail),
            (self.tags, ", ".join(draft.tags)),
            (self.link, draft.link),
        ):
            if value and not field.text().strip():
                field.setText(value)
        if draft.pictures:
            self.pictures.add(draft.pictures)
        if draft.tags or draft.link:
            self._fold.setChecked(True)
        return took

    def show_highlight(self, highlight: Highlight) -> None:
        """Its words; its pictures are shown by who knows where they lie."""
        self.text.setPlainText(highlight.text)
        for field, value in (
            (self.when, highlight.happened),
            (self.said_by, highlight.said_by),
            (self.detail, highlight.detail),
            (self.tags, ", ".join(highlight.tags)),
            (self.link, highlight.link),
        ):
            field.setText(value)
        self._fold.setChecked(bool(highlight.tags or highlight.link))

    # --- what is wrong -----------------------------------------------------------------------------------------

    def show_problem(self, problem: Problem) -> bool:
        """Shows it beside the field it is about; false if it is about none of them."""
        if problem.field in _FOLDED:
            self._fold.setChecked(True)
        return self.form.show_problem(problem) or self._more.show_problem(problem)

    def clear_errors(self) -> None:
        self.form.clear_errors()
        self._more.clear_errors()

    def say_of_pictures(self, sentence: str) -> None:
        """Below the pictures; "" takes it away."""
        self.form.field_error(self.pictures, sentence)

    # --- inside ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.form.add("What I did, or what was said", self.text, key="text")
        self.form.add("When", self.when, key="happened")
        self.form.add("Said by", self.said_by, key="said_by")
        self.form.add("What did you see or hear?", self.detail, key="detail")
        self.form.add("Pictures", self.pictures, key="picture")
        self._more.add("Tags", self.tags, key="tags", hint="Skills and stages, parted by commas.")
        self._more.add("Link", self.link, key="link")
        self._more.hide()
        make_quiet(self._fold)
        self._fold.setCheckable(True)
        self._fold.setAutoDefault(True)
        self._fold.setIcon(self._icons.icon("chevron-right"))
        inside = QWidget()
        room = QVBoxLayout(inside)
        room.setContentsMargins(0, 0, Space.XS, 0)  # beside the scroll bar
        room.setSpacing(Space.S)
        room.addWidget(self.form)
        room.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        room.addWidget(self._more)
        room.addStretch()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take(inside)

    @Slot()
    def _count(self) -> None:
        """Says so while there is more than fits a card; nothing is cut."""
        length = len(self.text.toPlainText().strip())
        over = f"{length:,} characters; up to {TEXT_LIMIT} fit on a card. Keep the best of it, then save."
        self.form.field_error(self.text, over if length > TEXT_LIMIT else "")

    @Slot(bool)
    def _unfold(self, open_now: bool) -> None:
        self._fold.setIcon(self._icons.icon("chevron-down" if open_now else "chevron-right"))
        self._more.setVisible(open_now)
        if open_now:
            self.unfolded.emit()
            if self._fold.hasFocus():
                self.tags.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(self.link)
