"""Marks of phones that wait for staff still hold what they said: those about a person who goes are set aside."""

import json
import re
from collections.abc import Collection

from sqlalchemy import or_, select

from peerlearn.attendance.models import FieldMark
from peerlearn.attendance.rules import MarkState
from peerlearn.core.db import db
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator


def set_aside_marks_about(ids: Collection[int], pattern: re.Pattern[str] | None) -> None:
    """Forget the content of waiting marks about these people's seats, or that name them. The scope reaches all."""
    been = [select(one.workshop_id).where(one.person_id.in_(ids)) for one in (Enrolment, WorkshopFacilitator)]
    seats = select(Enrolment.public_id).where(Enrolment.person_id.in_(ids))
    own = {str(one) for one in db.session.execute(seats).scalars()}
    query = select(FieldMark).where(
        FieldMark.state == MarkState.HELD, or_(*(FieldMark.workshop_id.in_(one) for one in been))
    )
    for mark in db.session.execute(query.order_by(FieldMark.id).with_for_update()).scalars().all():
        said = mark.content or {}
        names = pattern is not None and pattern.search(json.dumps(said, ensure_ascii=False))
        if said.get("enrolment") in own or names:
            mark.state, mark.content = MarkState.SET_ASIDE, None
    db.session.flush()
