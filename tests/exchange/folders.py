"""A small good folder of tables, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from consolidate.errors import Fault, FaultyDocument
from consolidate.exchange.importing import import_folders

GOOD = {
    "programme": """setting,value,source,note
name,Two small towns,assumption: invented,
period.start,2008-01-07,,
period.end,2009-12-31,,
sharing.joint_one_off.key,common,,
policy.burden_price,500,,
""",
    "municipalities": """id,name,inhabitants,pcs,change_capacity,cutovers_max,cutovers_weeks,source
north,North,9000,430,10,,,fact: register
south,South,4400,210,8,1,13,assumption: guess
""",
    "bodies": """id,name,municipality,day,except_months,dates
council_north,Council of North,north,22,7;8,
council_south,Council of South,south,,,2008-02-11;2008-03-10
""",
    "budgets": """payer,carry_over_percent
programme,0
north,50
""",
    "grants": """payer,year,amount,source
programme,2008,2500000,fact: budget
programme,2009,1500000,assumption: forecast
north,2008,500000,fact: budget
north,2009,700000,fact: budget
""",
    "keys": """id,equal,inhabitants
common,30,70
""",
    "pools": """owner,skill,from,tenths
joint,application,2008-01-07,12
joint,application,2009-01-05,14
north,application,2008-01-07,4
""",
    "closed": """who,id,from,to,every,except
all,summer,,,07-07 to 07-27,
north,flood,2008-04-07,2008-04-13,,
""",
    "capacity": """pool,from,percent
joint,2008-06-02,80
""",
    "steps": """template,step,weeks,after,staff,cost_percent,change,settle_weeks,settle_points,starts_running,old_system
joint,install,12,,application=5,100,,,,,
full,convert,6,joint/install,application=4,60,1,,,,yes
full,train,3,joint/install,,20,3,,,,
full,cutover,1,convert lag 1;train within 6,application=4,20,5,4,1,,
full,decommission,4,cutover,,,,,,,yes
light,cutover,1,joint/install,application=3,100,3,,,,
light,decommission,1,cutover,,,,,,,
""",
    "measures": """id,name,weeks,staff,cost,goals
coordination,Coordination plan,8,application=2,150000,better
""",
    "domains": """id,name,required,needs,after,scale,owner
finance,Finance,yes,,coordination,,head of finance
archive,Archive,no,finance,,install=0.5;convert=1.25,archivist
""",
    "domain_steps": """domain,template,step,weeks,after,staff
archive,full,train,2,,
archive,joint,install,,M6 lag 1,application=4
""",
    "candidates": """domain,product,quality,routes,joint_cost,local_cost,local_cost_per_inhabitant,licence_per_user
finance,alfa,8,procure,1200000,250000,3.2,4000
finance,beta,7.5,extend;procure,1000000,250000,,3600
archive,gamma,7,procure,1300000,220000,,1200
""",
    "candidate_quality": """domain,product,municipality,quality
finance,alfa,south,6.5
""",
    "installed": """municipality,domain,product,users,quality,running,baby,last_day,renews_months,notice_weeks,leave_fee
north,finance,alfa,55,9,470000,own reports,2009-12-31,12,26,120000
north,archive,delta,145,8,255000,,2009-03-31,,13,
south,finance,old,26,5,290000,,,,,
south,archive,,70,,,,,,,
""",
    "blackouts": """id,name,from,to,every,except,domains,steps,price,origin
accounts,Annual accounts,,,12-01 to 02-15,01-01,finance,cutover,,law
audit,Audit,2008-05-05,2008-05-16,,,,cutover;train,5000,preference
""",
    "milestones": """id,name,due,complete,late_per_week
M6,All run joint finance,2008-12-31,finance;coordination,40000
""",
    "goals": """id,name,level,area,complete,indicator
better,Better together,regional,planning,M6;archive,share joined
""",
    "benefits": """id,requires,class,owner,per_year,per_1000_inhabitants,ramp_weeks
ap,finance,time_released,heads of finance,,12000,52
paper,archive,budget_effect,archivists,north=20000;south=10000,,26
""",
    "limits": """about,who,max,refused,price
camels,south,1,,
babies,all,,finance,
""",
    "step_commitments": """step,status,start,price_per_move,price_per_week
coordination,announced,2008-01-14,20000,5000
""",
    "target_commitments": """domain,status,product,route
archive,draft,gamma,procure
""",
    "actual_steps": """step,started,finished,remaining_weeks,cost
coordination,2008-01-07,,3,140000
""",
    "actual_notices": """contract,given
finance/north,2008-01-07
""",
    "actual_spent": """payer,year,spent
programme,2008,140000
""",
    "actual_pools": """pool,skill,from,tenths
joint,application,2008-02-04,11
""",
    "alternatives": """id,name,source,note
rich,More money,assumption: wish,as a test
""",
    "changes": """alternative,path,value
rich,budgets.programme.grants.2008,5000000
rich,milestones.M6.late_per_week,null
""",
}


def write_folder(folder: Path, **changed: str | bytes | None) -> Path:
    """The good folder with some tables replaced (or, by None, left out)."""
    folder.mkdir(exist_ok=True)
    for name, text in {**GOOD, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def with_row(table: str, row: str) -> str:
    """A good table with one more row."""
    return GOOD[table] + row + "\n"


def replaced(table: str, old: str, new: str) -> str:
    """A good table in which some text is another."""
    assert old in GOOD[table]
    return GOOD[table].replace(old, new)


def imported(folder: Path, **changed: str | bytes | None) -> dict[str, Any]:
    """What the importer makes of the good folder, changed."""
    return import_folders([write_folder(folder, **changed)])


def faults_of(folder: Path, **changed: str | bytes | None) -> tuple[Fault, ...]:
    """The faults that the importer finds in the good folder, changed."""
    with pytest.raises(FaultyDocument) as caught:
        imported(folder, **changed)
    return caught.value.faults


def paths_of(folder: Path, **changed: str | bytes | None) -> list[str]:
    """Where those faults are."""
    return [fault.path for fault in faults_of(folder, **changed)]
