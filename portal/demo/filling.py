"""How the demo's firms fill in their applications: every question of the call's form, and every material."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from enterprises.models import Application, CabinetDocument, Call, DocumentKind, Figure, FormField, Material
from enterprises.queries.completeness import problems_of
from enterprises.queries.sheets import fields_of, materials_of
from enterprises.services import answers, letters, materials
from kernel.accounts.models import User

from .application_texts import LETTER, NUMBERS, PARAGRAPHS, SHORT

Kind = FormField.Kind
MARK = "99000417"
SECTORS = {"A": "农业", "C": "制造业", "E": "建筑业"}  # GB/T 4754 letter -> what the form calls it
YEARLY = {"revenue": 100, "profit": 9}  # per cent of the revenue, where a firm has filed no figure


class Filler:
    """Fills in applications of one call."""

    def __init__(self, call: Call, today: date) -> None:
        self.today, self.closes = today, call.closes_at.date()
        self.fields, self.materials = fields_of(call), materials_of(call)
        self.kinds = {kind.code: kind for kind in DocumentKind.objects.all()}
        filed = Figure.objects.filter(item__code__in=YEARLY).values_list("enterprise", "item__code", "year", "value")
        self.figures = {(firm, code, year): value for firm, code, year, value in filed}

    def fill(self, row: Application, *, actor: User, now: datetime, half: bool) -> None:
        """Everything in it; `half` leaves the second half of the questions and all materials for another day."""
        given = dict(row.answers.values_list("field__pk", "version"))
        fields = list(self.fields.items())
        fields = fields[: len(fields) // 2] if half else fields
        values = {path: self._answer(field, row, n) for n, (path, field) in enumerate(fields) if field.pk not in given}
        answers.save_answers(row, values, versions={}, actor=actor, now=now)
        if half:
            return
        for material in self.materials.values():
            if material.required or material.source == Material.Source.CABINET:
                self._bring(row, material, actor, now)
        left = problems_of(row)
        wanting = {one.path: self._answer(self.fields[one.path], row, 0) for one in left if one.path in self.fields}
        versions = {path: given.get(self.fields[path].pk, 0) for path in wanting}
        answers.save_answers(row, wanting, versions=versions, actor=actor, now=now)

    def weak_points(self) -> Sequence[str]:
        """What a check would object to: a long answer and a document."""
        texts = [path for path, field in self.fields.items() if field.kind == Kind.LONG_TEXT]
        documents = [
            f"material.{key}" for key, material in self.materials.items()
            if material.required and material.source == Material.Source.CABINET
        ]  # fmt: skip
        return [*texts[2:3], *documents[-1:]]

    def _answer(self, field: FormField, row: Application, n: int) -> Any:
        if field.kind == Kind.LONG_TEXT:
            words = {"firm": row.enterprise.name, "division": row.enterprise.division.name}
            text = PARAGRAPHS[n % len(PARAGRAPHS)].format(**words)
            return text[: field.most_characters] if field.most_characters else text
        if field.kind in (Kind.NUMBER, Kind.MONEY):
            return self._number(field.key, row, n)
        return {
            Kind.TEXT: SHORT.get(field.key, row.brand.name if row.brand else row.enterprise.name[:12]),
            Kind.DATE: (self.today - timedelta(days=40 + n)).isoformat(),
            Kind.CHOICE: self._choice(field.options, row, n),
            Kind.CHOICES: list(field.options[: max(len(field.options) - 1, 2)]),
            Kind.TABLE: self._table(field, row, n),
            Kind.FILE: self._file(field, row),
            Kind.TRADEMARKS: [MARK],
        }[Kind(field.kind)]

    def _choice(self, options: list[str], row: Application, n: int) -> str | None:
        sector = SECTORS.get(row.enterprise.industry.code[:1] if row.enterprise.industry else "", "服务业")
        return sector if sector in options else options[n % len(options)] if options else None

    def _number(self, key: str, row: Application, n: int) -> str:
        return NUMBERS.get(key, f"{600 + row.enterprise_id * 37 % 4000 + n * 11}")

    def _table(self, field: FormField, row: Application, n: int) -> list[dict[str, str]]:
        return [
            {
                column["key"]: self._cell(column, row, n + line, line) for column in field.columns
            }
            for line in range(min(field.most_rows, 3))
        ]  # fmt: skip

    def _cell(self, column: dict[str, str], row: Application, n: int, line: int) -> str:
        year = self.today.year - 1 - line
        if column["key"] == "year":
            return str(year)
        if column["key"] in YEARLY:
            return self._yearly(column["key"], row, year)
        if column.get("kind") == "number":
            return self._number(column["key"], row, n)
        return SHORT.get(column["key"], "示例")

    def _yearly(self, key: str, row: Application, year: int) -> str:
        """As filed in the firm's cabinet; else a firm that grows by about seven per cent a year."""
        filed = self.figures.get((row.enterprise_id, key, year))
        if filed is not None:
            return f"{filed.normalize():f}"
        revenue = (2600 + row.enterprise_id * 37 % 4000) * (100 - 7 * (self.today.year - year)) // 100
        return str(revenue * YEARLY[key] // 100)

    def _file(self, field: FormField, row: Application) -> list[int] | None:
        kind = field.document_kind
        if kind is None or not field.required:
            return None
        return [self._document(row, kind, row.begun_by, row.begun_at).pk]

    def _bring(self, row: Application, material: Material, actor: User, now: datetime) -> None:
        if material.source == Material.Source.LETTER:
            _letter, token = letters.ask_letter(
                row, material, actor=actor, writer="方知夏", organisation="云江市品牌促进会", now=now
            )
            letters.give_letter(token, text=LETTER, signed_as="方知夏 秘书长", now=now)
            return
        kind = material.kind or self.kinds["other"]
        if material.required:
            materials.pick_document(row, material, self._document(row, kind, actor, now), actor=actor)

    def _document(self, row: Application, kind: DocumentKind, actor: User, now: datetime) -> CabinetDocument:
        """One that the firm has, valid on the closing day; else it files one."""
        there = CabinetDocument.objects.filter(enterprise=row.enterprise_id, kind=kind).valid(self.closes).first()
        if there is not None:
            return there
        number = hashlib.sha256(f"{row.enterprise_id}{kind.code}".encode()).hexdigest()[:6].upper()
        expires = self.closes + timedelta(days=200) if kind.expires else None
        document: CabinetDocument = CabinetDocument.objects.create(
            enterprise_id=row.enterprise_id, kind=kind, title=kind.name, number=f"示例{number}", expires_on=expires,
            filed_by=actor, filed_at=now,
        )  # fmt: skip
        return document
