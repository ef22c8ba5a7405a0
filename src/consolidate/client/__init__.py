"""A client of the service: typed, synchronous, patient where that does no harm.

```python
with Client("https://plans.example.org", token) as client:
    version = client.scenarios.create(document)
    run = client.runs.submit(version.scenario)
    for event in client.runs.follow(run.id):
        print(event.best, event.bound)
    plan = client.runs.plan(run.id)
```
"""

from consolidate.answers.runs import Options, RunShown
from consolidate.client.client import Client
from consolidate.client.errors import ClientError, ServerProblem, StrangeAnswer, Unreachable, Unusable
from consolidate.client.events import RunEvent

__all__ = [
    "Client",
    "ClientError",
    "Options",
    "RunEvent",
    "RunShown",
    "ServerProblem",
    "StrangeAnswer",
    "Unreachable",
    "Unusable",
]
