import os
from tests.browser.conftest import signed_in
def test_shots(site, browser):
    import time
    for who, wide in (("analyst", 1280), ("analyst", 390), ("council-finance-lead", 1280)):
        page = signed_in(browser, site, who, viewport={"width": wide, "height": 900})
        wrong = []
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        for name in ("", "ages/", "market/", "people/", "loads/", "loads/lines/"):
            t = time.time()
            r = page.goto(f"/caseload/oxfordshire/2020-21/P7/{name}")
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            print(who, wide, name, r.status, round(time.time() - t, 1), "over", over, wrong)
            page.screenshot(path=f"/var/tmp/cases/{who}-{wide}-{name.replace('/','') or 'activity'}.png", full_page=True)
        if who == "analyst":
            page.goto("/caseload/oxfordshire/2020-21/P7/people/")
            page.fill("[name=what_for]", "A review"); page.select_option("[name=service]", "6")
            page.click("main form .govuk-button:not(.govuk-button--secondary)")
            page.screenshot(path=f"/var/tmp/cases/{who}-{wide}-people-rows.png", full_page=True)
            page.goto("/caseload/oxfordshire/2020-21/P7/loads/")
            page.set_input_files("[name=file]", files=[{"name": "packages.csv", "mimeType": "text/csv", "buffer": b"Person,Package,Service,Client group,Start,Weekly cost\nA,P,Flying,Learning Disability,2020-01-01,x\n"}])
            page.fill("[name=code]", "south"); page.click("text=Take it in")
            page.screenshot(path=f"/var/tmp/cases/{who}-{wide}-loads-faults.png", full_page=True)
        page.context.close()
