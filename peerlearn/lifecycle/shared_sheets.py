"""Photographs of sheets that several people signed: no name can be struck out of a picture, so the whole of it goes."""

from collections.abc import Collection

from sqlalchemy import or_, select, update

from peerlearn.attendance.models import SheetPhoto
from peerlearn.core.db import db
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator


def empty_sheets_about(ids: Collection[int]) -> None:
    """Empty the photographs of every workshop where these people sat or led. That they were taken stays; what was
    marked there stays too. The scope reaches all, and the people are held: one that arrives now sees that they went.
    """
    been = [select(one.workshop_id).where(one.person_id.in_(ids)) for one in (Enrolment, WorkshopFacilitator)]
    emptied = update(SheetPhoto).where(or_(*(SheetPhoto.workshop_id.in_(one) for one in been)))
    db.session.execute(emptied.values(photo=b"", size=0), execution_options={"synchronize_session": False})
