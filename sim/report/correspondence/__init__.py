"""What a citizen saw: notifications, letters and reminders, in Dutch and English, marked as specimens."""
