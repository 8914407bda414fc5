"""Organisations at their own pace: one begins with the diagnosis alone, one teaches something of its own besides."""

from datetime import datetime

from peerlearn.core.permissions import Capability
from peerlearn.core.settings import Settings
from peerlearn.demo.registry import World
from peerlearn.organisations.actions import switch
from peerlearn.resources import actions as resources
from peerlearn.resources.actions import ResourceFacts
from peerlearn.resources.examining import examine
from peerlearn.resources.keeping import folder_in
from peerlearn.resources.rules import ResourceKind
from peerlearn.tracks import own
from peerlearn.tracks.actions import choose
from peerlearn.tracks.own import OwnModuleFacts
from peerlearn.tracks.rules import Picture, Step

_BEGINS_SMALL, _TEACHES, _WANTS = "aude-jardins", "tilleuls", "Awa Diop"
_MODULE = OwnModuleFacts(
    title="Noter mes heures sur le téléphone",
    title_en="Note my hours on the phone",
    minutes=90,
    skills=(
        "J’ouvre la feuille d’heures et je trouve ma semaine.",
        "Je note mon arrivée et mon départ.",
        "Je corrige une erreur et je préviens mon encadrant.",
    ),
    steps=(
        Step(10, "Accueil : chacun sort son téléphone ou en prend un"),
        Step(20, "Ouvrir la feuille d’heures, trouver sa semaine"),
        Step(35, "S’exercer à deux : noter, corriger, prévenir"),
        Step(15, "Chacun note sa vraie journée"),
        Step(10, "Tour de table : qu’est-ce qui aide demain ?"),
    ),
    picture=Picture.CLOCK,
)
_SHEET = """\
NOTER MES HEURES

1. J’ouvre l’application « Heures » (la montre bleue).
2. Je touche la semaine où nous sommes.
3. J’appuie sur « J’arrive » en arrivant, sur « Je pars » en partant.
4. Je me suis trompé ? Je touche l’heure, je la corrige, et je préviens mon encadrant.

Pas de réseau ? Rien n’est perdu : l’heure part dès que le téléphone capte.
"""


def set_out(world: World, settings: Settings, *, now: datetime) -> None:
    """What one house leaves for later, and what another adds."""
    for capability in (Capability.WORKSHOPS, Capability.FOLLOW_UP, Capability.BADGES):
        switch(world.organisations[_BEGINS_SMALL], capability, on=False, by=world.office["mathilde"].id, now=now)
    house, by = world.organisations[_TEACHES], world.office["claire"].id
    module = own.add(house, _MODULE, by=by, now=now)
    added = (
        ResourceFacts("Noter mes heures, pas à pas", ResourceKind.SHEET, file=examine(_SHEET.encode())),
        ResourceFacts("S’exercer à remplir un formulaire", ResourceKind.GAME, link="https://www.lesbonsclics.fr/fr/"),
    )
    for facts in added:
        resources.add(module, facts, owner=house, folder=folder_in(settings.data_dir), by=by, now=now)
    choose(next(one for one in world.people[_TEACHES] if one.full_name == _WANTS), module, by=by, now=now)
