"""The outbox: mail, SMS, push and LINE, sent once and retried."""
