"""What a course asks and when its rounds meet: modules, settings, meetings, calendars."""
