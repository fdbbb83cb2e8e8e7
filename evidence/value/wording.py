"""What must be said wherever a figure of a model is shown."""

from __future__ import annotations

import math

from evidence.value.model import ValueModel


def made_up_words(model: ValueModel) -> list[str]:
    """How many inputs are made up, in a sentence; none, if none is."""
    count = int(model.inputs["illustrative"].sum())
    return [f"Illustrative: {count} of {len(model.inputs)} inputs are made up and describe no place."] if count else []


def places_words(model: ValueModel) -> list[str]:
    """Where the evidence comes from, and what that bears."""
    places = model.places
    if not places["studied"]:
        return ["No place was studied: the model rests on published values and on what its author assumed."]
    of = "" if math.isnan(float(str(places["of"]))) else f" of {float(str(places['of'])):,.0f}"
    studied = f"{places['studied']}{of} {'place' if str(places['studied']) == '1' and not of else 'places'}"
    said = f"The evidence comes from {studied} ({places['selection']})."
    return [said if places["selection"] == "random sample" else f"{said} It says nothing of how it would be elsewhere."]
