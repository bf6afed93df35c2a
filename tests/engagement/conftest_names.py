"""Names that several tests of the engagement share."""

NUMBER = "2021-U-D6-01"
SHEET = f"{NUMBER},3,审计员甲,审计员乙,属实,,2022-03-02"
