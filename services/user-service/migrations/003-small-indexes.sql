-- Short tables as a rule, but an outage of Redis or notification-service makes them long.
CREATE INDEX session_endings_of_user ON session_endings (user_id, id);
CREATE INDEX reset_mails_of_address ON reset_mails (email);
