"""A hand that drags: with a mouse or with a finger."""


def drag(page, grip, target, *, by_touch=False):
    """Hold ``grip`` and let it go over ``target``."""
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    (x, y), (to_x, to_y) = ((one["x"] + one["width"] / 2, one["y"] + 20) for one in (start, end))
    if not by_touch:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
        page.mouse.move(to_x, to_y)
        page.mouse.up()
        return
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.5, 1):
        point = {"x": x + (to_x - x) * share, "y": y + (to_y - y) * share}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
