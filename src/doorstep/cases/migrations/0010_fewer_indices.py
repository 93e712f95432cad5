import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_parts_by_the_clock_of_their_case"),
        ("people", "0001_initial"),
        ("places", "0002_centre_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="cases.case"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="accepting_centre",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases_accepted",
                to="places.centre",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="agent_authority",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="people.agentauthority"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="applicant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.resident"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="deciding_body",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases_decided",
                to="places.body",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="idempotency_key",
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name="case",
            name="number",
            field=models.CharField(max_length=26),
        ),
        migrations.AlterField(
            model_name="case",
            name="papers_at",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases_kept",
                to="places.centre",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="receiving_centre",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases_received",
                to="places.centre",
            ),
        ),
        migrations.AlterField(
            model_name="casematerial",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="cases.case"
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="body",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="places.body"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="body",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="places.body"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="department",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="places.department",
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="handover",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.handover",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("agent_authority__isnull", False)),
                fields=["agent_authority"],
                name="cases_case_by_an_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("handover__isnull", False)), fields=["handover"], name="cases_task_handed_over"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("number",), name="cases_case_number_once", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("idempotency_key",), name="cases_case_key_once"),
        ),
    ]
