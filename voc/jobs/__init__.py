"""Work that changes the store: taking files in and scoring what is new. Each job may be killed and run again."""
