"""The diagnosis: what is said first, one question a screen, the result, another level, and the paper twin."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.diagnoses import actions, queries
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.people.models import Person
from peerlearn.people.queries import person as find_person
from peerlearn.web.diagnoses.forms import AnswerForm, EndForm, LevelForm, PaperForm, paper_form, unanswered
from peerlearn.web.diagnoses.showing import (
    ICONS,
    answers_of,
    before_and_after,
    following,
    next_number,
    place_of,
    shown,
    to_learn,
)
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.confidence import confided, may_read
from peerlearn.web.kit.forms import PageForm

pages = Blueprint("diagnoses", __name__)


@pages.route("/people/<public_id>/diagnosis", methods=["GET", "POST"])
@requires(Permission.DIAGNOSE)
def begin(public_id: str) -> ResponseReturnValue:
    """Before the first question: what it is for, who will see it, and that one may stop."""
    person = find_person(public_id)
    form = PageForm()
    if diagnosis := form.act(lambda: _begin(person)):
        return redirect(_question(diagnosis, next_number(diagnosis)))
    return form.page("diagnoses/begin.html", person=person, begun=queries.open_diagnosis(person.id))


@pages.route("/diagnoses/<public_id>/questions/<int:number>", methods=["GET", "POST"])
@requires(Permission.DIAGNOSE)
def question(public_id: str, number: int) -> ResponseReturnValue:
    """One question, large; its answer is kept as soon as one goes on."""
    diagnosis = confided(public_id)
    place = place_of(diagnosis, number)
    form = AnswerForm(answer=diagnosis.answers.get(place.question.code))
    form.offer(place.question)
    after = following(diagnosis, place)
    if form.act(lambda: _answer(diagnosis, place.question.code, form)):
        if form.passed.data:
            flash(_("Question %(number)s is passed. You can come back to it at the end.", number=number), "info")
        return redirect(_question(diagnosis, after) if after else url_for(".end", public_id=public_id))
    return form.page("diagnoses/question.html", diagnosis=diagnosis, place=place, after=after, icons=ICONS)


@pages.route("/diagnoses/<public_id>/end", methods=["GET", "POST"])
@requires(Permission.DIAGNOSE)
def end(public_id: str) -> ResponseReturnValue:
    """After the last question, or earlier: what staff noticed, then the result."""
    diagnosis = confided(public_id)
    form = EndForm()
    if form.act(lambda: _finish(diagnosis, form)):
        return redirect(url_for(".result", public_id=public_id))
    left = unanswered(questions_of(diagnosis.questionnaire), diagnosis.answers)
    return form.page("diagnoses/end.html", diagnosis=diagnosis, left=left, number=next_number(diagnosis))


@pages.get("/diagnoses/<public_id>")
@requires(Permission.SEE_DIAGNOSES)
def result(public_id: str) -> ResponseReturnValue:
    """Level, needs and advised modules; the answers themselves are on a page of their own."""
    diagnosis = queries.diagnosis(public_id)
    if not diagnosis.is_finished:
        return redirect(url_for("people.show", public_id=diagnosis.person.public_id))
    advised, chosen = to_learn(diagnosis, now=clock.now())
    reads = may_read(diagnosis)
    compared = before_and_after(diagnosis) if reads else None
    values = {"result": shown(diagnosis), "compared": compared, "reads": reads}
    return render_template("diagnoses/result.html", diagnosis=diagnosis, advised=advised, chosen=chosen, **values)


@pages.get("/diagnoses/<public_id>/answers")
@requires(Permission.DIAGNOSE)
def answers(public_id: str) -> ResponseReturnValue:
    """What was answered, for those who may run a diagnosis."""
    diagnosis = confided(public_id)
    return render_template("diagnoses/answers.html", diagnosis=diagnosis, answers=answers_of(diagnosis))


@pages.route("/diagnoses/<public_id>/level", methods=["GET", "POST"])
@requires(Permission.DIAGNOSE)
def level(public_id: str) -> ResponseReturnValue:
    """Another level in the place of the one that was worked out, with the reason."""
    diagnosis = confided(public_id)
    form = LevelForm(level=diagnosis.level_that_counts, because=diagnosis.chosen_because)
    form.offer()
    if form.act(lambda: _choose(diagnosis, form)):
        flash(_("The level is changed, and your reason is kept with it."), "success")
        return redirect(url_for(".result", public_id=public_id))
    return form.page("diagnoses/level.html", diagnosis=diagnosis, result=shown(diagnosis))


@pages.get("/people/<public_id>/diagnosis/paper")
@requires(Permission.DIAGNOSE)
def paper(public_id: str) -> ResponseReturnValue:
    """The same questions on paper, to tick with a pen."""
    questionnaire = queries.questionnaire_in_force()
    questions = questions_of(questionnaire)
    person = find_person(public_id)
    return render_template("diagnoses/paper.html", person=person, questionnaire=questionnaire, questions=questions)


@pages.route("/people/<public_id>/diagnosis/typed", methods=["GET", "POST"])
@requires(Permission.DIAGNOSE)
def typed(public_id: str) -> ResponseReturnValue:
    """What was ticked on paper, typed back on one page."""
    person = find_person(public_id)
    form = paper_form(questions_of(queries.questionnaire_in_force()))
    if diagnosis := form.act(lambda: _type_back(person, form)):
        return redirect(url_for(".end", public_id=diagnosis.public_id))
    return form.page("diagnoses/typed.html", person=person)


def _by() -> int:
    return session.account_here().account_id


def _question(diagnosis: Diagnosis, number: int) -> str:
    return url_for(".question", public_id=diagnosis.public_id, number=number)


def _begin(person: Person) -> Diagnosis:
    return actions.begin(person, by=_by(), confided=may_read, now=clock.now())


def _answer(diagnosis: Diagnosis, code: str, form: AnswerForm) -> bool:
    if form.answer.data and not form.passed.data:
        actions.answer(diagnosis, {code: form.answer.data})
    return True


def _finish(diagnosis: Diagnosis, form: EndForm) -> bool:
    actions.finish(diagnosis, seen=form.noticed(), by=_by(), now=clock.now())
    return True


def _choose(diagnosis: Diagnosis, form: LevelForm) -> bool:
    actions.choose_level(diagnosis, form.level.data, because=str(form.because.data), by=_by(), now=clock.now())
    return True


def _type_back(person: Person, form: PaperForm) -> Diagnosis:
    diagnosis = _begin(person)
    actions.answer(diagnosis, form.answers())
    return diagnosis
