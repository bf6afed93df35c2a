"""From facts to pages: texts → one Markdown document → html, docx, pdf."""
