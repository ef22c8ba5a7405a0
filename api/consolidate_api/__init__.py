"""The service: scenarios, plans and runs over HTTP, kept in PostgreSQL, each co-operation seeing only its own.

It stands beside the library and uses it; the library never imports it. Rooms, from the outside in:

- `commands`: how it is started; `supervising`: the program that keeps all others going; `first`: a plan to begin with;
- `working`: the roles, each a program; `serving`: the web process;
- `app`, `routes`: what can be asked for; `problems`: how it says no;
- `jobs`: runs under way, in workers and the processes in which they are solved;
- `auth`: who asks, and what they may do;
- `oidc`: signing in with the provider of an organisation;
- `store`: what is kept, one file for each kind; `database`: the server, its roles, its migrations;
- `settings`: what can be set from outside.
"""
