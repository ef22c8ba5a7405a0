"""Runs under way: the queue, the worker that takes from it, and the child process in which a run is solved.

A run has a number, its *fence*, that rises each time a worker takes it. A job in the queue names the fence at which it
was put there, and only a job of the present fence can take the run; a worker writes under the fence at which it took
it. So of several jobs and workers that mean the same run, one counts, however the others came to be.

- `store.queue`: how a job gets there, in the transaction that writes the run's row;
- `station`: the life of a program that takes jobs, and those of others that died;
- `worker` and `scheduler`: the two kinds of it, for runs, and for what the clock and notices ask for;
- `solving`: what is done with one job; `child`, `process` and `letters`: the process that does it, and the way there;
- `plans`: what a child says, examined before it is kept.

Beside runs: `nightly`, which puts the runs of each night's proposals into the queue, and the `clock` of its nights.
"""
