from django.db import migrations, models

PENDING = "'waiting', 'open', 'sent', 'lost'"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_files_of_materials"),
        ("places", "0002_centre_names"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="task",
            name="cases_task_of_body",
        ),
        migrations.AddField(
            model_name="task",
            name="urgent_on",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["body", "state", "urgent_on", "case"], name="cases_task_waits_for_body"),
        ),
        migrations.RunSQL(
            "UPDATE cases_task SET urgent_on = (SELECT urgent_on FROM cases_case WHERE cases_case.id = case_id) "
            f"WHERE state IN ({PENDING})",
            migrations.RunSQL.noop,
        ),
    ]
