"""The program that `serve` is: it keeps the database and the three roles going, and stops them in good order.

- `pauses`: how long to wait before what died is started again;
- `roles`: web, worker and scheduler, each a process of its own;
- `database`: the embedded server;
- `bell`: what wakes the supervisor, which else sleeps;
- `supervisor`: all of it together; `serve`: from settings to a service that takes requests.
"""
