"""What the pages read: SQL over one publication, cached by (publication, scope, filters). No figure is made anywhere else."""
