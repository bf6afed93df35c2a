-- kept
-- booked_lines 中类别、角色、科目名称、摘要和项目的每种组合一行，不分哪一笔。
SELECT DISTINCT class, role, top_role, leaf_title, what, project FROM booked_lines
