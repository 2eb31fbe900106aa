"""The departments that send files (founding document, 三(四)), and who took over from whom."""

from datetime import date

from django.db import migrations

SOURCES = (
    ("zhijian", "质量技术监督局", None, date(2016, 1, 1)),
    ("daima", "组织机构代码管理中心", None, None),
    ("gongshang", "工商（市场监管）局", None, None),
    ("guoshui", "国家税务局", None, date(2018, 7, 1)),
    ("dishui", "地方税务局", None, date(2018, 7, 1)),
    ("shuiwu", "税务局", date(2018, 6, 15), None),
    ("tongji", "统计局", None, None),
    ("danwei", "用人单位", None, None),
    ("yinhang", "代发工资银行", None, None),
    ("beian", "用工备案机构", None, None),
    ("shebao", "社会保险经办机构", None, None),
)


def add(apps, schema_editor):
    model = apps.get_model("employers", "Source")
    model.objects.bulk_create(
        model(code=code, name=name, valid_from=begin, valid_to=end) for code, name, begin, end in SOURCES
    )


def remove(apps, schema_editor):
    apps.get_model("employers", "Source").objects.filter(code__in=[code for code, *_ in SOURCES]).delete()


class Migration(migrations.Migration):
    dependencies = [("employers", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
