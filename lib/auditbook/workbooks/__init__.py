"""What stands behind the reader of workbooks: a look into the zip first, fastexcel, and a process for what is large."""
