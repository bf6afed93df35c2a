"""How the packages that unions use write their exports. A layout is data: adding one is one entry in one table."""
