"""What tests need beside Python: a PostgreSQL server, a browser, the program as a process of its own."""
