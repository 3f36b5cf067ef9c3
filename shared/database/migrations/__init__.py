"""The schema's history; `upgrade` brings a database to the present one."""
