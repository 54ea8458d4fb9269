"""Results of searches of one round each, as one result of all rounds."""

from typing import Any


def together(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one result; of several rounds that were searched one by one nothing is proved of the whole."""
    if len(results) == 1:
        (only,) = results
        return {**only, "moves": [{**move, "round": 1} for move in only["moves"]]}
    return {
        "rounds": [plan for one in results for plan in one["rounds"]],
        "cost": sum(one["cost"] for one in results),
        "lower_bound": sum(one["lower_bound"] for one in results),
        "proved_optimal": False,
        "violations": _numbered(results, "violations"),
        "wishes": _numbered(results, "wishes"),
        "moves": _numbered(results, "moves"),
        "moved": sum(one["moved"] for one in results),
        "seconds": sum(one["seconds"] for one in results),
        "stopped": "seconds" if any(one["stopped"] == "seconds" for one in results) else "done",
        "balance": _balance(results),
        "why": {
            person: [why for one in results for why in one["why"].get(person, [])] for person in results[0]["why"]
        },
    }


def _numbered(results: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{**row, "round": number} for number, one in enumerate(results, start=1) for row in one[name]]


def _balance(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: {
            "weight": row["weight"],
            "cost": sum(one["balance"][name]["cost"] for one in results),
            "lower_bound": sum(one["balance"][name]["lower_bound"] for one in results),
        }
        for name, row in results[0]["balance"].items()
    }
