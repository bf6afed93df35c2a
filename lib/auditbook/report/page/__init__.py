"""A notebook with its outputs as a page (``whole``), and the frame that all pages share (``frame``)."""
