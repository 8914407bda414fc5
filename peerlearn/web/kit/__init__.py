"""What every page stands on: access, session, one commit point, security, forms, errors, templating, language."""
