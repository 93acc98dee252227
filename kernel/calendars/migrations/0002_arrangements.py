"""The State Council's arrangements of 2024 to 2026, as the chinesecalendar package lists them; 2027 on is provisional."""

from datetime import date

from chinese_calendar.constants import holidays, workdays
from django.db import migrations

from kernel.accounts.grants import grant

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
}
ANNOUNCED = {
    2024: "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
    2025: "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
    2026: "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
}


def load(apps, schema_editor):
    day_model, year_model = apps.get_model("calendars", "CalendarDay"), apps.get_model("calendars", "CalendarYear")
    special = {day: (False, NAMES.get(name, name)) for day, name in holidays.items()}
    special |= {day: (True, f"{NAMES.get(name, name)}调休") for day, name in workdays.items()}
    day_model.objects.bulk_create(
        day_model(date=day, is_working=worked, name=name)
        for day, (worked, name) in sorted(special.items()) if date(2024, 1, 1) <= day <= date(2026, 12, 31)
    )
    year_model.objects.bulk_create(year_model(year=y, state="announced", basis=b) for y, b in ANNOUNCED.items())
    year_model.objects.bulk_create(year_model(year=y, state="provisional") for y in (2027, 2028, 2029))
    grant(apps, "office", {"calendars": {"calendarday": ["view"], "calendaryear": ["view", "change", "add"]}})
    grant(apps, "system_admin", {"calendars": {"calendarday": ["view", "add", "change", "delete"], "calendaryear": ["view", "add", "change"]}})


def clear(apps, schema_editor):
    apps.get_model("calendars", "CalendarDay").objects.all().delete()
    apps.get_model("calendars", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial"), ("accounts", "0002_groups")]
    operations = [migrations.RunPython(load, clear)]
