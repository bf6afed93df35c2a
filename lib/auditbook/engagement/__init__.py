"""An engagement: from a suspicion to a signed report. What people wrote about findings, and what follows from it.

``putback`` reads the Excel workbook that auditors fill in; ``issues`` groups confirmed findings by evidence sheet;
``papers`` are the working papers with what they follow from; ``reviews`` says which signatures still stand.
"""
