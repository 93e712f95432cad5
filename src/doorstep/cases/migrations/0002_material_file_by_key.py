from django.db import migrations, models


class Migration(migrations.Migration):
    """No row has a file yet: nothing wrote the old column, which could not hold a stored file's key."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="casematerial", name="file"),
        migrations.AddField(model_name="casematerial", name="file", field=models.UUIDField(null=True)),
    ]
