"""The service: scenarios, plans and runs over HTTP, kept in PostgreSQL, each co-operation seeing only its own.

It stands beside the library and uses it; the library never imports it. Rooms, from the outside in:

- `commands`, `serving` and `working`: how it is started, and how a worker is;
- `app`, `routes`: what can be asked for; `problems`: how it says no;
- `jobs`: runs under way, in workers and the processes in which they are solved;
- `auth`: who asks, and what they may do;
- `store`: what is kept, one file for each kind; `database`: the server, its roles, its migrations;
- `settings`: what can be set from outside.
"""
