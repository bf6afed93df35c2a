"""What the books of a unit-year show: figures out of the views, the tables, sentences and pictures made of them."""
