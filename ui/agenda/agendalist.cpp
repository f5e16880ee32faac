#include "ui/agenda/agendalist.h"

#include "ui/delegates/agendadelegate.h"
#include "ui/models/agendamodel.h"
#include "ui/theme/typescale.h"

#include <QKeyEvent>
#include <QPainter>

namespace bedside {

AgendaList::AgendaList(QWidget *parent)
    : QListView(parent)
    , m_delegate(new AgendaDelegate(this))
{
    setItemDelegate(m_delegate);
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Appointments of the day"));
    viewport()->setAttribute(Qt::WA_Hover);
    connect(m_delegate, &AgendaDelegate::actionTriggered, this, &AgendaList::actionTriggered);
}

void AgendaList::setNow(const QDateTime &now, const QString &label)
{
    if (m_now == now && m_nowLabel == label)
        return;
    m_now = now;
    m_nowLabel = label;
    viewport()->update();
}

void AgendaList::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter || !currentIndex().isValid()) {
        QListView::keyPressEvent(event);
        return;
    }
    // A key held down must not start a visit twice.
    if (!event->isAutoRepeat())
        emit actionTriggered(currentIndex());
}

void AgendaList::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    paintNowLine();
    if (!m_painted && model() && model()->rowCount() > 0) {
        m_painted = true;
        QMetaObject::invokeMethod(this, &AgendaList::firstRowsPainted, Qt::QueuedConnection);
    }
}

void AgendaList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    emit currentRowChanged(current);
}

//! Top of the first row that starts later, or the bottom of the last one; −1 without rows.
int AgendaList::nowLineY() const
{
    if (!model() || model()->rowCount() == 0)
        return -1;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const QModelIndex index = model()->index(row, 0);
        if (index.data(AgendaModel::StartRole).toDateTime() > m_now)
            return visualRect(index).top();
    }
    return visualRect(model()->index(model()->rowCount() - 1, 0)).bottom() + 1;
}

void AgendaList::paintNowLine()
{
    const int y = m_now.isNull() ? -1 : nowLineY();
    if (y < 0 || y > viewport()->height())
        return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = tabular(scaledFont(TextSize::Caption, true));
    const QFontMetrics metrics(font);
    const QColor accent = roleColor(ColorRole::Accent, palette());
    const QSize size(metrics.horizontalAdvance(m_nowLabel) + 2 * space::kSmall, metrics.height() + 2);
    const QRect line(0, y - 1, viewport()->width(), 2);
    // The label keeps inside the view when the line is at the very top.
    const int top = std::max(0, y - size.height() / 2);
    const QRect label(viewport()->width() / 2 - size.width() / 2, top, size.width(), size.height());
    painter.fillRect(line, accent);
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(label, size.height() / 2.0, size.height() / 2.0);
    painter.setPen(roleColor(ColorRole::OnAccent, palette()));
    painter.setFont(font);
    painter.drawText(label, Qt::AlignCenter, m_nowLabel);
}

} // namespace bedside
