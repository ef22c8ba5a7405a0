"""The table of studies: each kind is one document and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consolidate.analysis.blocks import Block
from consolidate.analysis.names import Names
from consolidate.study.accounts import ACCOUNTS_FORMAT, AccountsStudy
from consolidate.study.accounts_shown import accounts_blocks
from consolidate.study.camel_document import CAMELS_FORMAT, CamelStudy
from consolidate.study.camels_shown import camel_blocks
from consolidate.study.change_work import CHANGE_WORK_FORMAT, ChangeWork
from consolidate.study.change_work_shown import change_work_blocks
from consolidate.study.coalitions_document import COALITIONS_FORMAT, Coalitions
from consolidate.study.coalitions_shown import coalition_blocks
from consolidate.study.compare_document import COMPARISON_FORMAT, Comparison
from consolidate.study.compare_shown import comparison_blocks
from consolidate.study.delay_document import DELAY_FORMAT, DelayStudy
from consolidate.study.delay_shown import delay_blocks
from consolidate.study.document import Study
from consolidate.study.frontier_document import FRONTIER_FORMAT, Frontier
from consolidate.study.frontier_shown import frontier_blocks
from consolidate.study.replan.document import PROPOSAL_FORMAT, Proposal
from consolidate.study.replan.shown import proposal_blocks
from consolidate.study.revision import REVISION_FORMAT, Revision
from consolidate.study.revision_shown import revision_blocks


@dataclass(frozen=True)
class Kind:
    """One kind of study; ``blocks`` takes its document and the names of the scenario."""

    document: type[Study]
    blocks: Callable[[Any, Names], Iterator[Block]]


KINDS: Mapping[str, Kind] = {
    COMPARISON_FORMAT: Kind(Comparison, comparison_blocks),
    CAMELS_FORMAT: Kind(CamelStudy, camel_blocks),
    ACCOUNTS_FORMAT: Kind(AccountsStudy, accounts_blocks),
    FRONTIER_FORMAT: Kind(Frontier, frontier_blocks),
    COALITIONS_FORMAT: Kind(Coalitions, coalition_blocks),
    DELAY_FORMAT: Kind(DelayStudy, delay_blocks),
    CHANGE_WORK_FORMAT: Kind(ChangeWork, change_work_blocks),
    PROPOSAL_FORMAT: Kind(Proposal, proposal_blocks),
    REVISION_FORMAT: Kind(Revision, revision_blocks),
}


def study_blocks(study: Study, names: Names) -> Iterator[Block]:
    """A study as it is shown on the terminal and in the report."""
    yield from KINDS[study.format].blocks(study, names)
