#!/bin/sh
# Run once by PostgreSQL's image, when its folder is still empty: the database, the owner of its tables, who migrates
# them, and the role of the application, which is neither superuser nor owner.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" \
    --set=owner="$CONSOLIDATE_OWNER_PASSWORD" --set=app="$CONSOLIDATE_APP_PASSWORD" <<'SQL'
CREATE ROLE consolidate_owner LOGIN PASSWORD :'owner';
CREATE ROLE consolidate_app LOGIN PASSWORD :'app';
CREATE DATABASE consolidate OWNER consolidate_owner;
REVOKE ALL ON DATABASE consolidate FROM PUBLIC;
GRANT CONNECT ON DATABASE consolidate TO consolidate_app;
SQL
